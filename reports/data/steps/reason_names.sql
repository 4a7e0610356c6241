-- One row per reason of quarantine: what it says to a person.
-- grain: reason
--
-- reason    reason code
-- reason_zh the reason in words
-- reason_en the reason in English

select reason, reason_zh, reason_en
from (values
    ('missing_required', '必填项为空', 'required value is empty'),
    ('not_a_timestamp', '时间无法识别', 'not a timestamp'),
    ('not_a_day', '日期无法识别', 'not a day'),
    ('not_a_month', '月份无法识别', 'not a month'),
    ('not_a_number', '不是数字', 'not a number'),
    ('not_a_boolean', '不是“是/否”', 'not yes or no'),
    ('unknown_code', '代码不在清单内', 'code is not in the list'),
    ('out_of_range', '数值超出范围', 'out of range'),
    ('rating_above_scale', '评分高于量表', 'rating above its scale'),
    ('closed_before_received', '办结早于收到', 'closed before received'),
    ('wrong_column_count', '列数不符', 'wrong number of columns'),
    ('broken_quotes', '引号不配对', 'quotes do not match'),
    ('bad_json', '整行格式损坏', 'damaged JSON')
) names(reason, reason_zh, reason_en)
