-- Every accepted contact stands in the landing table or was replaced by a newer version.
-- severity: error
select 1
where (select count(*) from landing.contacts)
    > (select coalesce(sum(rows_accepted), 0) from ops.files where contract = 'contacts')
