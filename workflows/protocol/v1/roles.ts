/** Software roles (DOMAIN §a). Which agency holds which is jurisdiction data. */
export const roles = [
  'screening_officer',
  'immigration_officer',
  'cp_intake',
  'case_worker',
  'cp_supervisor',
  'placement_provider',
  'provincial_authority',
  'national_coordinator',
  'health_officer',
  'education_officer',
  'nrm_focal_point',
  'consular_liaison',
  'bid_secretary',
  'panel_member',
  'guardianship_authority',
  'guardian',
  'legal_representative',
  'age_authority',
  'partner_worker',
  'adviser',
  'data_protection_officer',
  'monitor',
  'auditor',
  'service',
] as const
export type Role = (typeof roles)[number]

/** Immigration and police roles: they record facts, and never decide about care (I-20). */
export const enforcement: readonly Role[] = ['screening_officer', 'immigration_officer']

/** "Any role" of STEPS: everyone who may report a fact. Auditors and advisers enter nothing, the service only its own. */
export const anyone: readonly Role[] = roles.filter((role) => !['auditor', 'adviser', 'service'].includes(role))
