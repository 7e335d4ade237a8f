/** Copying goes no further, and why; nothing that was there before has changed. */
export class CopyRefused extends Error {
  readonly code = 'copy-refused'
}

/** @param why goes on from the name of the event, or of the stream */
export const refusedAt = (
  { stream, revision }: { readonly stream: string; readonly revision: bigint },
  why: string,
  cause?: unknown,
): CopyRefused => new CopyRefused(`${stream} revision ${revision} ${why}`, { cause })
