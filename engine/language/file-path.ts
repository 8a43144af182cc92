/** A path that one file names, seen from where that file stands: "flows/a.yaml" and "../b.yaml" give "b.yaml". */
export function resolvePath(from: string, name: string): string {
  const target = plainPath(name)
  return target.startsWith('/') || /^[A-Za-z]:/.test(target) ? target : plainPath(`${folderOf(from)}/${target}`)
}

/** With forward slashes, and without "." and "..". */
export function plainPath(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  const root = slashed.startsWith('/') ? '/' : ''
  const parts: string[] = []
  for (const part of slashed.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '..' || root === '') parts.push(part)
  }
  return root + parts.join('/')
}

function folderOf(file: string): string {
  const path = plainPath(file)
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
