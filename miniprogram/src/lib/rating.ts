import type { Rating, Satisfied } from '../api/types'

export const LEVELS: Satisfied[] = ['yes', 'mostly', 'fair', 'no']

/** As filled in: '' is not answered yet, a missing or 0 score is not given. */
export interface RatingForm {
  solved: '' | 'yes' | 'no'
  satisfied: '' | Satisfied
  words: string
  scores: Record<string, number>
  comments: Record<string, string>
}

export function blankRating(): RatingForm {
  return { solved: '', satisfied: '', words: '', scores: {}, comments: {} }
}

export interface RatingProblem {
  field: 'solved' | 'satisfied' | 'comment'
  why: 'solved' | 'satisfied' | 'comment'
}

/** Solved and satisfied are two questions and both are asked; scores are free, but a comment needs its score. */
export function ratingProblems(form: RatingForm): RatingProblem[] {
  const problems: RatingProblem[] = []
  if (!form.solved) problems.push({ field: 'solved', why: 'solved' })
  if (!form.satisfied) problems.push({ field: 'satisfied', why: 'satisfied' })
  const orphan = Object.entries(form.comments).some(([key, comment]) => comment.trim() && !form.scores[key])
  if (orphan) problems.push({ field: 'comment', why: 'comment' })
  return problems
}

/** Only of a form without problems. */
export function ratingOf(form: RatingForm): Rating {
  return {
    solved: form.solved === 'yes',
    satisfied: form.satisfied || 'no',
    words: form.words.trim(),
    evaluations: Object.entries(form.scores)
      .filter(([, score]) => score > 0)
      .map(([key, score]) => ({ key, score, comment: (form.comments[key] ?? '').trim() })),
  }
}
