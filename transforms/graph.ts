import { layers, type Model } from './model.ts'

/** Models in an order in which each comes after those it reads; throws on a circle or a forbidden read. */
export function buildOrder(models: readonly Model[]): readonly Model[] {
  const byName = new Map(models.map((model) => [model.name, model]))
  const done = new Set<string>()
  const open = new Set<string>()
  const order: Model[] = []
  const visit = (model: Model): void => {
    if (done.has(model.name)) return
    if (open.has(model.name))
      throw new Error(`${model.name} reads itself: ${[...open].join(' → ')}`)
    open.add(model.name)
    for (const name of model.reads) {
      const schema = name.split('.')[0] ?? ''
      if (!layers[model.layer]?.includes(schema)) {
        throw new Error(
          `${model.name} reads ${name}; ${model.layer} may read ${layers[model.layer]?.join(', ')} only`,
        )
      }
      const read = byName.get(name)
      if (read !== undefined) visit(read)
      else if (schema in layers)
        throw new Error(`${model.name} reads ${name}, which does not exist`)
    }
    open.delete(model.name)
    done.add(model.name)
    order.push(model)
  }
  models.forEach(visit)
  return order
}

/** The named models and everything they need; all when no name is given. */
export function chooseModels(order: readonly Model[], names: readonly string[]): readonly Model[] {
  if (names.length === 0) return order
  const wanted = new Set<string>(names)
  for (const model of [...order].reverse()) {
    if (wanted.has(model.name)) for (const read of model.reads) wanted.add(read)
  }
  return order.filter((model) => wanted.has(model.name))
}
