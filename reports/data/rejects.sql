-- One row per contract, column and reason: records held back in quarantine.
-- grain: contract, column_name, reason
--
-- contract     canonical table
-- contract_zh  its name
-- column_name  column that breaks the rule; empty when the whole record is unreadable
-- reason       reason code
-- reason_zh    the reason in words
-- records      records held back
-- first_file   first file with such a record
-- first_record its record number there

select
    contract,
    case contract when 'contacts' then '服务接触' when 'tickets' then '工单'
        when 'surveys' then '满意度调查' when 'complaints' then '投诉'
        when 'complaint_events' then '投诉流转' when 'inspections' then '质检'
        when 'inspection_items' then '质检项目' else '参考表' end as contract_zh,
    column_name,
    reason,
    case reason
        when 'missing_required' then '必填项为空'
        when 'not_a_timestamp' then '时间无法识别'
        when 'not_a_day' then '日期无法识别'
        when 'not_a_month' then '月份无法识别'
        when 'not_a_number' then '不是数字'
        when 'not_a_boolean' then '不是“是/否”'
        when 'unknown_code' then '代码不在清单内'
        when 'out_of_range' then '数值超出范围'
        when 'rating_above_scale' then '评分高于量表'
        when 'closed_before_received' then '办结早于收到'
        when 'wrong_column_count' then '列数不符'
        when 'broken_quotes' then '引号不配对'
        when 'bad_json' then 'JSON 不完整'
        else '无法读取'
    end as reason_zh,
    count(distinct (file_id, record)) as records,
    arg_min(file, (file_id, record)) as first_file,
    arg_min(record, (file_id, record)) as first_record,
from ops.rejected_rows
group by contract, column_name, reason
order by records desc, contract, column_name, reason
