-- One row per column of the warehouse's marts, indicators and findings, and of this file: what it is.
-- Of this file the rows are added by publishing.
-- grain: place, table_name, column_name
--
-- place       warehouse or edition
-- table_name  table with its schema, marts.contacts
-- position    place of the column in its table
-- column_name column
-- data_type   its type
-- meaning     what it holds

select
    'warehouse' as place,
    schema_name || '.' || table_name as table_name,
    column_index as position,
    column_name,
    lower(data_type) as data_type,
    -- in capitals: on a page the word in small letters would be a hole
    regexp_replace(coalesce(comment, ''), '\bnull\b', 'NULL', 'g') as meaning,
from duckdb_columns()
where database_name = current_database()
  and schema_name in ('marts', 'indicators', 'findings', 'reference')
order by table_name, position
