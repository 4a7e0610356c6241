-- One row per canonical table: how readers call it, and its place in a list.
-- grain: contract
--
-- contract    canonical table
-- contract_zh its name
-- contract_en its name in English
-- place       order in a list; a reference table is 100

select contract, contract_zh, contract_en, place
from (values
    ('contacts', '服务接触', 'Contacts', 1),
    ('tickets', '工单', 'Tickets', 2),
    ('surveys', '满意度调查', 'Surveys', 3),
    ('complaints', '投诉', 'Complaints', 4),
    ('complaint_events', '投诉流转', 'Complaint events', 5),
    ('inspections', '质检', 'Inspections', 6),
    ('inspection_items', '质检项目', 'Inspection items', 7),
    ('departments', '部门', 'Departments', 100),
    ('agents', '坐席', 'Agents', 100),
    ('branches', '网点', 'Branches', 100),
    ('products', '产品', 'Products', 100),
    ('contact_reasons', '来由', 'Contact reasons', 100),
    ('complaint_causes', '投诉原因', 'Complaint causes', 100),
    ('root_causes', '根本原因', 'Root causes', 100),
    ('process_steps', '业务环节', 'Process steps', 100),
    ('channels', '渠道', 'Channels', 100),
    ('channel_codes', '渠道代码', 'Channel codes', 100),
    ('calendar', '工作日历', 'Calendar', 100),
    ('exposure', '业务规模', 'Exposure', 100),
    ('targets', '目标值', 'Targets', 100),
    ('service_hours', '服务时间', 'Service hours', 100),
    ('recipients', '收件人', 'Recipients', 100),
    ('improvement_issues', '改进事项', 'Improvement issues', 100),
    ('coaching', '辅导', 'Coaching', 100),
    ('training', '培训', 'Training', 100),
    ('eval_plan', '评估计划', 'Evaluation plan', 100)
) names(contract, contract_zh, contract_en, place)
