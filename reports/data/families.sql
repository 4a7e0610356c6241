-- One row per family of indicators of Article 10: its page.
-- grain: family
--
-- family       number in Article 10
-- slug         address of the page
-- title_zh     name in Chinese
-- title_en     name in English
-- question_zh  the question that the page answers
-- question_en  the same in English
-- headline     the indicator that stands for the family

select family, slug, title_zh, title_en, question_zh, question_en, headline
from (values
    (1, 'connect', '接通率与响应率', 'Access', '客户找得到人吗？等了多久？',
        'Do customers reach somebody, and how long do they wait?', 'connect_rate'),
    (2, 'duration', '通话时长与响应时长', 'Durations', '处理一次服务需要多长时间？',
        'How long does a contact take?', 'aht_seconds'),
    (3, 'resolution', '一次性解决率', 'Resolution', '客户的问题一次就解决了吗？',
        'Is the matter settled the first time?', 'fcr_rate'),
    (4, 'satisfaction', '客户满意度', 'Satisfaction', '客户怎么评价？有多少人作了评价？',
        'What do customers say, and how many say it?', 'csat_top2_rate'),
    (5, 'complaint-rate', '投诉率', 'Complaint rate', '每万次服务产生多少投诉？',
        'How many complaints do 10,000 contacts bring?', 'complaint_rate_per_10k'),
    (6, 'complaint-handling', '投诉处理及时率与解决率', 'Complaint handling', '投诉是否按时办结并真正解决？',
        'Are complaints closed in time, and resolved?', 'complaint_timely_rate'),
    (7, 'inspection', '质检合格率', 'Inspection', '抽查到的服务质量达标吗？',
        'Does the inspected service meet the standard?', 'qa_pass_rate')
) families(family, slug, title_zh, title_en, question_zh, question_en, headline)
order by family
