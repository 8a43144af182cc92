const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/** Of a tag ("en-GB") its language ("en"). */
export function primaryLanguage(tag: string): string {
  return (tag.split('-')[0] ?? '').toLowerCase()
}

/** A language and, where there is one, a region that exist. "eng" is English too, but no voice is listed under it. */
export function isLanguage(tag: string): boolean {
  try {
    const { language, region } = new Intl.Locale(tag)
    const written = primaryLanguage(tag)
    return (
      written === language &&
      names.of(language) !== undefined &&
      (region === undefined || regions.of(region) !== undefined)
    )
  } catch {
    return false
  }
}
