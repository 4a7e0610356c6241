import type { Database } from '../core/database.ts'

/** Standard normal quantile of 97.5 %. */
const z = 1.959963984540054

/** Exact Poisson 95 % bounds of a count of 0 to 9; DuckDB has no chi-square quantile. */
export const exactPoisson: readonly (readonly [low: number, high: number])[] = [
  [0, 3.688879454114],
  [0.025317807984, 5.571643390939],
  [0.242209278544, 7.224687667724],
  [0.618672122896, 8.767273069742],
  [1.089865373626, 10.241588675404],
  [1.623486390118, 11.668332079323],
  [2.201894253491, 13.059474022519],
  [2.81436305152, 14.422675361702],
  [3.453832176749, 15.763189220193],
  [4.115373097378, 17.084803451419],
]

/**
 * Makes the interval functions of the warehouse, 95 % unless said otherwise:
 * `wilson_low/high(k, n)` of a rate, `poisson_low/high(x)` of a count (exact under 10, Byar from
 * 10), `newcombe_low/high(k1, n1, k2, n2)` of the difference of two rates, and
 * `rates_differ(x1, e1, x2, e2)` for two counts per exposure (score test, conditional binomial).
 * Sources: Wilson 1927; Breslow and Day 1987 (Byar); Newcombe 1998, method 10.
 */
export async function createIntervalFunctions(database: Database): Promise<void> {
  const bound = (side: 0 | 1) =>
    exactPoisson.map((each, count) => `when ${count} then ${each[side]}`).join(' ')
  await database.run(`
    create or replace macro wilson_low(k, n, z := ${z}) as
      case when n > 0 then greatest(0.0,
        (2.0 * k + z * z - z * sqrt(greatest(z * z + 4.0 * k * (1 - k * 1.0 / n), 0))) / (2 * (n + z * z))) end;
    create or replace macro wilson_high(k, n, z := ${z}) as
      case when n > 0 then least(1.0,
        (2.0 * k + z * z + z * sqrt(greatest(z * z + 4.0 * k * (1 - k * 1.0 / n), 0))) / (2 * (n + z * z))) end;
    create or replace macro byar_low(x, z := ${z}) as
      case when x > 0 then x * pow(1 - 1.0 / (9 * x) - z / (3 * sqrt(x)), 3) else 0.0 end;
    create or replace macro byar_high(x, z := ${z}) as
      (x + 1) * pow(1 - 1.0 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)), 3);
    create or replace macro poisson_low(x) as
      case when x < 10 then case x::integer ${bound(0)} end else byar_low(x) end;
    create or replace macro poisson_high(x) as
      case when x < 10 then case x::integer ${bound(1)} end else byar_high(x) end;
    create or replace macro newcombe_low(k1, n1, k2, n2) as
      (k1 * 1.0 / n1 - k2 * 1.0 / n2) - sqrt(
        pow(k1 * 1.0 / n1 - wilson_low(k1, n1), 2) + pow(wilson_high(k2, n2) - k2 * 1.0 / n2, 2));
    create or replace macro newcombe_high(k1, n1, k2, n2) as
      (k1 * 1.0 / n1 - k2 * 1.0 / n2) + sqrt(
        pow(wilson_high(k1, n1) - k1 * 1.0 / n1, 2) + pow(k2 * 1.0 / n2 - wilson_low(k2, n2), 2));
    create or replace macro rates_differ(x1, e1, x2, e2) as
      case when x1 + x2 > 0 and e1 > 0 and e2 > 0
        then e1 * 1.0 / (e1 + e2) not between wilson_low(x1, x1 + x2) and wilson_high(x1, x1 + x2) end`)
}
