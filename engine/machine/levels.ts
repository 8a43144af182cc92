import type { Command, CommandName, Flow, Interrupt, KnowledgeEntry } from '../language/flow.ts'
import type { Scene } from './scene.ts'
import { Scene as SceneOf } from './scene.ts'

/** A flow that a call is in: the running one, or one that waits for it, `out` frames further out. */
export interface Level {
  readonly flow: Flow
  readonly out: number
}

/**
 * The flows that a call is in, the running one first. What callers may ask for besides an answer is looked up from the
 * inside out, as VoiceXML looks for a handler (2.1, 5.2.4).
 */
export function levelsOf(scene: Scene): readonly Level[] {
  const stack = scene.context.stack ?? []
  const outer = stack.toReversed().flatMap(({ flow }, index): Level[] => {
    const found = flow === scene.project.flow ? scene.project : scene.project.runs[flow]
    return found === undefined ? [] : [{ flow: found, out: index + 1 }]
  })
  return [{ flow: scene.flow, out: 0 }, ...outer]
}

/** What a command does here: the innermost flow that has it says; null where none has. */
export function commandAt(
  scene: Scene,
  name: CommandName,
): { readonly command: Exclude<Command, 'off'>; readonly level: Level } | null {
  for (const level of levelsOf(scene)) {
    // A flow of an older version does not know of the newer ones.
    const command = level.flow.commands[name] as Command | undefined
    if (command !== undefined && command !== 'off') return { command, level }
  }
  return null
}

export function interruptAt(
  scene: Scene,
  name: string,
): { readonly interrupt: Interrupt; readonly level: Level } | null {
  for (const level of levelsOf(scene)) {
    if (Object.hasOwn(level.flow.interrupts, name))
      return { interrupt: level.flow.interrupts[name] as Interrupt, level }
  }
  return null
}

export function entryAt(scene: Scene, id: string): { readonly entry: KnowledgeEntry; readonly level: Level } | null {
  for (const level of levelsOf(scene)) {
    const entry = level.flow.knowledge.find((one) => one.id === id)
    if (entry !== undefined) return { entry, level }
  }
  return null
}

/** The scene of a flow further out: what its expressions read. What is patched there is lost. */
export function sceneAt(scene: Scene, { flow, out }: Level): Scene {
  const frame = scene.context.stack?.at(-out)
  if (out === 0 || frame === undefined) return scene
  const { inputs, slots, saved } = frame
  return new SceneOf(flow, { ...scene.context, inputs, slots, saved }, scene.event, scene.project)
}
