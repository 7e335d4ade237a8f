import { code } from './language/fields.ts'

/** The field's codes (DOMAIN §g; ° there marks inter-agency defaults). One list, one name, used by every step. */

export const separationStatus = code(['accompanied', 'unaccompanied', 'separated', 'unknown'])
export const riskLevel = code(['high', 'medium', 'low'])
export const relations = [
  'parent',
  'sibling',
  'relative',
  'spouse',
  'friend',
  'employer',
  'unrelated',
  'unknown',
] as const
export const relation = code(relations)
export const riskFlags = [
  'alone',
  'held',
  'under_five',
  'pregnant_or_infant',
  'illness',
  'disability',
  'trafficking',
  'violence',
  'fears_someone_present',
  'removal_pending',
  'unknown',
] as const
/** Every basis is recordable; which can carry an order is jurisdiction data. */
export const detentionBases = [
  'identity_verification',
  'court_order',
  'public_order',
  'none_stated',
  'attached_to_adult',
  'absconding',
  'unpaid_bail',
  'missing_papers',
  'no_bed',
  'family_unity',
] as const
export const detentionBasis = code(detentionBases)
/** No jurisdiction's data can make these carry an order (I-1, I-3, I-15). */
export const neverAdmissible = [
  'none_stated',
  'attached_to_adult',
  'absconding',
  'unpaid_bail',
  'missing_papers',
  'no_bed',
  'family_unity',
] as const
export const alternative = code([
  'family_in_community',
  'foster_care',
  'open_shelter',
  'reporting',
  'guarantor',
  'none_available',
])
export const interpreterMode = code(['in_person', 'telephone', 'not_needed', 'none'])
export const viewsMode = code(['spoken', 'drawn', 'signed', 'observed', 'declined', 'not_possible'])
/** What ties a person to somebody else's interest (I-10). None declared: an empty list. */
export const conflict = code([
  'immigration_staff',
  'police_staff',
  'placement_provider',
  'trafficking_flag',
  'other_interest',
])
/** Placed with brothers and sisters, or apart from them (I-24). */
export const siblings = code(['together', 'apart'])
export const careTypes = [
  'parents',
  'kinship',
  'foster',
  'host_family',
  'family_in_community',
  'residential',
  'independent_living',
] as const
export const careType = code(careTypes)
export const familyBased = ['parents', 'kinship', 'foster', 'host_family', 'family_in_community']
export const libertyClass = code(['open', 'restricted', 'closed'])
export const declineCode = code(['adult_final', 'duplicate', 'accepted_elsewhere'])
export const sex = ['female', 'male', 'other', 'not_recorded'] as const
/**
 * How an age is assessed: what people see and ask first, a body last. Consent to a method is consent to that one, under
 * this very code (I-6).
 */
export const ageMethods = [
  'psychosocial',
  'documents',
  'physical_examination',
  'dental_examination',
  'imaging',
] as const
export const medicalAgeMethods = ['physical_examination', 'dental_examination', 'imaging'] as const
/** What a formal determination is about (DOMAIN §b, BID triggers). */
export const bidTrigger = code([
  'durable_solution',
  'temporary_care',
  'separation',
  'return',
  'resettlement',
  'custody_unresolved',
  'cumulative_risk',
])
export const bidOutcome = code([
  'reunification',
  'maintain_change_current_arrangements',
  'local_integration',
  'repatriation',
  'resettlement_to_3rd_country',
  'medical',
  'separate_from_carer',
  'remain_with_carer',
  'temporary_care',
  'long_term_alternative_care',
])
/** Outcomes that are meant to last. */
export const durable = [
  'reunification',
  'local_integration',
  'repatriation',
  'resettlement_to_3rd_country',
  'long_term_alternative_care',
]
/** Why a case ends (DOMAIN §g). Being missing for long is none, and neither is turning eighteen. */
export const closureReason = code([
  'formal_closing',
  'transferred',
  'repatriated',
  'death_of_child',
  'reunified_stable',
  'adult_final',
  'duplicate',
  'aftercare_complete',
])
/** What can be told about a child to somebody who does not read the case. */
export const tellables = [
  'identity',
  'description',
  'last_place',
  'whereabouts',
  'address',
  'contact',
  'needs',
  'assessment',
  'health',
  'trafficking',
  'family',
  'family_location',
  'guardianship',
  'procedure',
] as const
export const tellable = code(tellables)
/** Where somebody is, or can be found. */
export const locations = ['last_place', 'whereabouts', 'address', 'contact', 'family_location']
/** Each is consented to apart (DOMAIN §f). */
export const consentPurpose = code([
  'services',
  'sharing',
  'tracing',
  'anonymous_reporting',
  'dna_test',
  'aftercare',
  ...ageMethods,
])
/** What somebody outside wants to know something for. */
export const disclosurePurposes = [
  'missing_child_search',
  'proceedings',
  'care',
  'family',
  'claim',
  'inquiry',
  'own_request',
  'other',
] as const
