import { answerJobs } from '../../src/speech/worker-answers.ts'

/** A worker that does what it is told: echo, throw, hang, or die. */
answerJobs<string>((job: string) => {
  if (job === 'throw') throw new Error('cannot')
  if (job === 'die') process.exit(3)
  if (job === 'hang') for (;;);
  return job
})
