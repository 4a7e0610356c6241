import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRef,
  PDFString,
} from 'pdf-lib'

/** Page numbers, from 1, of the places that links within a document lead to. */
export async function pagesOfTargets(pdf: Uint8Array): Promise<ReadonlyMap<string, number>> {
  const document = await PDFDocument.load(pdf)
  const pages = document.getPages().map((page) => page.ref)
  const targets = document.catalog.lookupMaybe(PDFName.of('Dests'), PDFDict)
  const numbers = new Map<string, number>()
  for (const [name, value] of targets?.entries() ?? []) {
    const page = pageOf(document.context.lookup(value))
    const at = page === undefined ? -1 : pages.indexOf(page)
    if (at >= 0) numbers.set(name.decodeText(), at + 1)
  }
  return numbers
}

/** A target is `[page /XYZ …]`, or a dictionary that has it. */
function pageOf(target: PDFObject | undefined): PDFRef | undefined {
  const place = target instanceof PDFDict ? target.lookup(PDFName.of('D')) : target
  const page = place instanceof PDFArray ? place.get(0) : undefined
  return page instanceof PDFRef ? page : undefined
}

/** Puts a cover before a document whose own pages keep their numbers, outline and links. */
export async function withCover(
  body: Uint8Array,
  cover: Uint8Array,
  about: {
    readonly title: string
    readonly author: string
    readonly subject: string
    readonly language: string
    readonly published: Date
  },
): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const document = await PDFDocument.load(body, { updateMetadata: false })
  const [first] = await document.copyPages(await PDFDocument.load(cover), [0])
  if (first === undefined) throw new Error('the cover has no page')
  document.insertPage(0, first)
  document.setTitle(about.title, { showInWindowTitleBar: true })
  document.setAuthor(about.author)
  document.setSubject(about.subject)
  document.setLanguage(about.language)
  document.setCreationDate(about.published)
  document.setModificationDate(about.published)
  const { context } = document
  const decimal = context.obj({ S: PDFName.of('D') })
  const unnumbered = context.obj({ P: PDFString.of('') })
  document.catalog.set(
    PDFName.of('PageLabels'),
    context.obj({ Nums: [PDFNumber.of(0), unnumbered, PDFNumber.of(1), decimal] }),
  )
  document.catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'))
  return { pdf: await document.save(), pages: document.getPageCount() }
}
