import { measureMasking, measureMaskingSpeed } from '../masking.ts'

const figures = await measureMasking()
const speed = await measureMaskingSpeed()
process.stdout.write(JSON.stringify({ figures, speed }))
