import type { Graph, GraphNode } from './graph.ts'

/** The network as a Mermaid flowchart. Its ids are numbers: a name may be a word of Mermaid's own, as `end` is. */
export function toMermaid({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map(({ id }, i) => [id, `n${i}`]))
  const of = new Map(nodes.map((node) => [node.id, node]))
  const lines = nodes.map((node) => `  ${ids.get(node.id)}${shape(node)}`)
  for (const { from, to, output, input, label, isWrong } of edges) {
    const ends = [of.get(from)!.outputs[output ?? -1]?.name, of.get(to)!.inputs[input ?? -1]?.name]
    const [stream, slot] = ends
    const text =
      stream === undefined || slot === undefined ? '' : `${stream === slot ? stream : `${stream} → ${slot}`}${label && `: ${label}`}`
    const arrow = isWrong ? '--x' : stream === undefined ? '-.->' : '-->'
    lines.push(`  ${ids.get(from)} ${arrow}${text && `|${quoted(isWrong ? `${text} (wrong)` : text)}|`} ${ids.get(to)}`)
  }
  return `flowchart LR\n${lines.join('\n')}\n`
}

function shape({ kind, title, instances }: GraphNode): string {
  if (kind === 'start') return `([${quoted(`▶ ${title}`)}])`
  if (kind === 'outside') return `[/${quoted(`${title}, elsewhere`)}/]`
  return instances > 1 ? `[[${quoted(`${title} × ${instances}`)}]]` : `[${quoted(title)}]`
}

/** Within quotes Mermaid reads markup, and entities by `#`. */
const quoted = (text: string) => `"${text.replace(/[#"&<>|[\]{}()`\\]/g, (c) => `#${c.codePointAt(0)};`)}"`
