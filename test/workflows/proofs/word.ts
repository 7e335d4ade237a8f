/** A value as one word: codes, references and instants as they are, anything else as it is stored. */
export const word = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
