import { z } from 'zod'

/** Schemas of personal fields. Lengths keep an event small; documents stay outside events. */

/** Nothing is repaired: spaces at the ends stay as they were sent; only spaces say nothing. */
const wellFormed = (max: number): z.ZodType<string> => z.string().regex(/\S/).max(max)

/** A name as it is said or written, in any script. */
export const personName = wellFormed(200)
export const phone = wellFormed(60)
/** The number of an order, act, permit or report in somebody's files. */
export const reference = wellFormed(120)
/** Where: an address or a description. */
export const placeText = wellFormed(500)
/** What somebody said or wrote. */
export const narrative = wellFormed(8_000)
export const shortText = wellFormed(500)
export const age = z.int().min(0).max(99)
export const yesNo = z.boolean()
export const calendarDay = z.iso.date()
export const instantText = z.iso.datetime({ precision: 3 })
export const coded = <const C extends readonly [string, ...string[]]>(codes: C): z.ZodType => z.enum(codes)
