-- One row per indicator and channel without a figure: why the cell is empty.
-- grain: indicator, channel
--
-- indicator identifier
-- channel   channel
-- sign      no_data, not_applicable or suppressed
-- reason_zh why
-- reason_en the same in English

with empty as (
    select indicator, group_id as channel, sign
    from period_figures
    where grouped_by = 'channel' and sign <> 'value'
),

delivered as (
    select distinct channel
    from marts.contacts
    where started_on between getvariable('period_start')::date and getvariable('period_end')::date
)

select
    empty.indicator,
    empty.channel,
    empty.sign,
    case
        when sign = 'suppressed' then '样本不足5，或可据以推算出不足5的组'
        when sign = 'not_applicable' and rules.channel_trait = 'has_queue' then '该渠道没有排队接入'
        when sign = 'not_applicable' and rules.channel_trait = 'is_voice' then '该渠道不是语音服务'
        when sign = 'not_applicable' and rules.channel_trait = 'is_text' then '该渠道不是文字服务'
        when sign = 'not_applicable' then '该指标不按渠道计算'
        when delivered.channel is null then '本期没有送达该渠道的服务记录'
        else '有服务记录，但本期没有可计入的样本'
    end as reason_zh,
    case
        when sign = 'suppressed' then 'under five, or would give such a group away'
        when sign = 'not_applicable' and rules.channel_trait = 'has_queue' then 'nobody queues in it'
        when sign = 'not_applicable' and rules.channel_trait = 'is_voice' then 'it is not spoken'
        when sign = 'not_applicable' and rules.channel_trait = 'is_text' then 'it is not written'
        when sign = 'not_applicable' then 'the indicator is not measured by channel'
        when delivered.channel is null then 'no contacts of the channel were delivered'
        else 'contacts were delivered, none that the indicator counts'
    end as reason_en,
from empty
left join indicators.rules as rules using (indicator)
left join delivered on delivered.channel = empty.channel
order by empty.indicator, empty.channel
