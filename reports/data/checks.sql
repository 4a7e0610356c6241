-- One row per data check: how many rows break its rule.
-- grain: check_name
--
-- check_name   file of the check
-- rule_zh      the rule
-- rule_en      the rule in English
-- severity     error or warning
-- severity_zh  what a break means: an error holds the edition back
-- severity_en  the same in English
-- rows         rows that break it
-- result_zh    the result in words
-- result_en    the same in English

select
    check_name,
    coalesce(rule_zh, check_name) as rule_zh,
    description as rule_en,
    severity,
    case severity when 'error' then '不符即停发' else '提示' end as severity_zh,
    case severity when 'error' then 'stops publishing' else 'notice' end as severity_en,
    rows,
    case when rows = 0 then '通过' else '不符 ' || rows || ' 行' end as result_zh,
    case when rows = 0 then 'passed' else rows || ' rows break it' end as result_en,
from ops.checks
left join (values
    ('arrivals__nothing_is_missing', '近三个月各系统逐日送达，行数与日常相当'),
    ('closings__values_still_hold', '已结账期间的指标值仍与最近一次结账相同'),
    ('complaints__cause_is_known', '投诉原因在原因清单之内'),
    ('complaints__extension_in_time', '延期审批不晚于原定到期日'),
    ('contacts__answered_after_start', '接通时间不早于进入时间'),
    ('contacts__at_most_four_hours', '单次服务不超过四小时'),
    ('contacts__department_is_known', '服务接触的部门在部门清单之内'),
    ('files__none_is_held', '最近一次载入没有整份暂扣的文件'),
    ('files__rows_add_up', '每个文件：读入＝采纳＋更新或重复＋隔离'),
    ('loads__counts_match_landing', '采纳的服务接触均已入库，或已被新版本替换'),
    ('score_weights__indicator_is_known', '综合得分的权重所指的指标均存在'),
    ('score_weights__sum_to_one', '综合得分的权重合计为1，否则按合计折算'),
    ('surveys__contact_is_known', '满意度调查对应的服务接触已送达')
) rules(check_name, rule_zh) using (check_name)
order by severity, check_name
