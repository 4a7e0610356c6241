-- In the three months before the cut-off every feed brought what its days usually bring.
-- severity: warning
select source, feed, day
from ops.arrivals
where status in ('missing', 'late', 'low')
  and day >= local_day(getvariable('as_of')) - interval 3 month
  and day < local_day(getvariable('as_of'))
