-- One row per column of a mart: what it is computed from, one table back and in the end.
-- grain: table_name, column_name
--
-- table_name  mart
-- column_name column; * stands for which rows there are
-- comes_from  columns that it is computed from, one table back; empty for a constant or a count
-- delivered_as columns of deliveries and reference tables behind it in the end

with recursive edges as (
    select
        table_name || '.' || column_name as name,
        from_table || '.' || from_column as source,
    from ops.lineage
    where from_column is not null
),

behind as (
    select name, source from edges
    union
    select behind.name, edges.source
    from behind
    join edges on edges.name = behind.source
),

roots as (
    select name, string_agg(source, ', ' order by source) as delivered_as
    from behind
    where starts_with(source, 'landing.') or starts_with(source, 'reference.')
    group by name
)

select
    lineage.table_name,
    lineage.column_name,
    coalesce(
        string_agg(from_table || '.' || from_column, ', ' order by from_table, from_column),
        ''
    ) as comes_from,
    coalesce(any_value(roots.delivered_as), '') as delivered_as,
from ops.lineage as lineage
left join roots on roots.name = lineage.table_name || '.' || lineage.column_name
where starts_with(lineage.table_name, 'marts.')
group by lineage.table_name, lineage.column_name
order by lineage.table_name, lineage.column_name
