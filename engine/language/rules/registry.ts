import type { Rule } from '../rule.ts'
import { badName } from './bad-name.ts'
import { badSsml } from './bad-ssml.ts'
import { duplicateKey } from './duplicate-key.ts'
import { emptyChoice } from './empty-choice.ts'
import { endlessSilence } from './endless-silence.ts'
import { equalsInCondition } from './equals-in-condition.ts'
import { expressionSyntax } from './expression-syntax.ts'
import { expressionType } from './expression-type.ts'
import { fileTooLarge } from './file-too-large.ts'
import { hashIsComment } from './hash-is-comment.ts'
import { ladderEndsNowhere } from './ladder-ends-nowhere.ts'
import { leadingZero } from './leading-zero.ts'
import { listInList } from './list-in-list.ts'
import { listInOption } from './list-in-option.ts'
import { misplacedElse } from './misplaced-else.ts'
import { missingEquals } from './missing-equals.ts'
import { missingElse } from './missing-else.ts'
import { missingKey } from './missing-key.ts'
import { noKind } from './no-kind.ts'
import { noWayToEnd } from './no-way-to-end.ts'
import { patternSaysNothing } from './pattern-says-nothing.ts'
import { pciSpoken } from './pci-spoken.ts'
import { rungAfterEnd } from './rung-after-end.ts'
import { silenceTooLong } from './silence-too-long.ts'
import { silentCycle } from './silent-cycle.ts'
import { templateSyntax } from './template-syntax.ts'
import { timezoneMissing } from './timezone-missing.ts'
import { toolInput } from './tool-input.ts'
import { toolWithoutFailure } from './tool-without-failure.ts'
import { transferWithoutFailure } from './transfer-without-failure.ts'
import { twoKinds } from './two-kinds.ts'
import { unfilledSlot } from './unfilled-slot.ts'
import { unknownDestination } from './unknown-destination.ts'
import { unknownField } from './unknown-field.ts'
import { unknownFilter } from './unknown-filter.ts'
import { unknownFunction } from './unknown-function.ts'
import { unknownHours } from './unknown-hours.ts'
import { unknownInput } from './unknown-input.ts'
import { unknownKey } from './unknown-key.ts'
import { unknownLanguage } from './unknown-language.ts'
import { unknownName } from './unknown-name.ts'
import { unknownOption } from './unknown-option.ts'
import { unknownOutcome } from './unknown-outcome.ts'
import { unknownSlot } from './unknown-slot.ts'
import { unknownSound } from './unknown-sound.ts'
import { unknownState } from './unknown-state.ts'
import { unknownTimezone } from './unknown-timezone.ts'
import { unknownTool } from './unknown-tool.ts'
import { unquotedComma } from './unquoted-comma.ts'
import { unquotedNot } from './unquoted-not.ts'
import { unquotedTemplate } from './unquoted-template.ts'
import { unreachableState } from './unreachable-state.ts'
import { wrongIndentation } from './wrong-indentation.ts'
import { wrongType } from './wrong-type.ts'
import { wrongValue } from './wrong-value.ts'
import { yamlSyntax } from './yaml-syntax.ts'
import { yesIsText } from './yes-is-text.ts'
import { reservedName } from './reserved-name.ts'
import { slotNotAsked } from './slot-not-asked.ts'
import { optionsAlike } from './options-alike.ts'
import { voicemailListens } from './voicemail-listens.ts'
import { writeOfRead } from './write-of-read.ts'
import { writeWithoutReconcile } from './write-without-reconcile.ts'
import { languageNotBuiltIn } from './language-not-built-in.ts'
import { promptTooLong } from './prompt-too-long.ts'
import { promptWithAddress } from './prompt-with-address.ts'
import { twoQuestions } from './two-questions.ts'
import { unknownFile } from './unknown-file.ts'
import { importCycle } from './import-cycle.ts'
import { nameClash } from './name-clash.ts'
import { notImportable } from './not-importable.ts'
import { unknownFlow } from './unknown-flow.ts'
import { runInput } from './run-input.ts'
import { runCycle } from './run-cycle.ts'
import { flowNameTaken } from './flow-name-taken.ts'
import { notGranted } from './not-granted.ts'
import { unknownPrompt } from './unknown-prompt.ts'
import { unknownPattern } from './unknown-pattern.ts'
import { missingTranslation } from './missing-translation.ts'
import { tooManyChoices } from './too-many-choices.ts'
import { successWithoutTool } from './success-without-tool.ts'
import { interruptsAlike } from './interrupts-alike.ts'
import { breaksCalls } from './breaks-calls.ts'
import { briefNotTold } from './brief-not-told.ts'
import { candidatesNowhere } from './candidates-nowhere.ts'
import { candidatesWrite } from './candidates-write.ts'
import { inputDefault } from './input-default.ts'
import { unsureNever } from './unsure-never.ts'
import { bracesSpoken } from './braces-spoken.ts'
import { fillerTooLate } from './filler-too-late.ts'
import { filterType } from './filter-type.ts'
import { slotBounds } from './slot-bounds.ts'
import { valueType } from './value-type.ts'
import { unusedIgnore } from './unused-ignore.ts'

/** Every check, by code. A new one is a file and a line here: its examples are its tests. */
export const rules: readonly Rule[] = [
  badName,
  duplicateKey,
  emptyChoice,
  endlessSilence,
  equalsInCondition,
  expressionSyntax,
  expressionType,
  fileTooLarge,
  hashIsComment,
  ladderEndsNowhere,
  leadingZero,
  listInList,
  listInOption,
  misplacedElse,
  missingElse,
  missingEquals,
  missingKey,
  noKind,
  noWayToEnd,
  pciSpoken,
  rungAfterEnd,
  silenceTooLong,
  silentCycle,
  templateSyntax,
  timezoneMissing,
  toolInput,
  toolWithoutFailure,
  transferWithoutFailure,
  briefNotTold,
  twoKinds,
  unfilledSlot,
  unknownDestination,
  unknownField,
  unknownFilter,
  unknownFunction,
  unknownHours,
  unknownInput,
  unknownKey,
  unknownLanguage,
  unknownName,
  unknownOption,
  unknownOutcome,
  unknownSlot,
  unknownState,
  unknownTimezone,
  unknownTool,
  unquotedComma,
  unquotedNot,
  unquotedTemplate,
  unreachableState,
  wrongIndentation,
  wrongType,
  wrongValue,
  yamlSyntax,
  yesIsText,
  reservedName,
  slotNotAsked,
  optionsAlike,
  writeWithoutReconcile,
  writeOfRead,
  languageNotBuiltIn,
  promptTooLong,
  promptWithAddress,
  twoQuestions,
  unknownFile,
  importCycle,
  nameClash,
  notImportable,
  unknownFlow,
  runInput,
  runCycle,
  flowNameTaken,
  notGranted,
  unknownPrompt,
  unknownPattern,
  patternSaysNothing,
  unknownSound,
  badSsml,
  missingTranslation,
  tooManyChoices,
  successWithoutTool,
  interruptsAlike,
  breaksCalls,
  candidatesWrite,
  candidatesNowhere,
  inputDefault,
  unsureNever,
  bracesSpoken,
  fillerTooLate,
  filterType,
  slotBounds,
  valueType,
  voicemailListens,
  unusedIgnore,
]
