import type { Terms } from '../../protocol/v1/terms.ts'

/** Who does what (DOMAIN §a). The northern office, providers and facilities here are the demonstration's own, plainly fictional. */
export const agencies: Terms['agencies'] = {
  'royal-thai-police': { name: 'Royal Thai Police', roles: ['screening_officer'] },
  'immigration-bureau': { name: 'Immigration Bureau', roles: ['immigration_officer'] },
  dcy: {
    name: 'Department of Children and Youth',
    roles: [
      'cp_intake',
      'case_worker',
      'cp_supervisor',
      'national_coordinator',
      'bid_secretary',
      'panel_member',
      'data_protection_officer',
    ],
  },
  'north-office': {
    name: 'Northern child-protection office (fictional)',
    roles: ['cp_intake', 'case_worker', 'cp_supervisor'],
  },
  province: { name: 'Provincial administration', roles: ['provincial_authority'] },
  'public-health': { name: 'Ministry of Public Health', roles: ['health_officer', 'panel_member'] },
  education: { name: 'Ministry of Education', roles: ['education_officer'] },
  labour: { name: 'Ministry of Labour', roles: ['nrm_focal_point'] },
  'foreign-affairs': { name: 'Ministry of Foreign Affairs', roles: ['consular_liaison'] },
  'family-court': { name: 'Juvenile and Family Court', roles: ['guardianship_authority', 'guardian'] },
  'age-panel': { name: 'Age assessment authority', roles: ['age_authority'] },
  'legal-aid': { name: 'Legal aid', roles: ['legal_representative'] },
  partner: { name: 'Partner organisation', roles: ['partner_worker', 'adviser', 'panel_member'] },
  ombudsperson: { name: 'National human rights commission', roles: ['monitor', 'auditor'] },
  'sun-foster-home': { name: 'Sun foster family (fictional)', roles: ['placement_provider'] },
  'river-shelter': { name: 'River shelter (fictional)', roles: ['placement_provider'] },
  'hill-family-network': { name: 'Hill family network (fictional)', roles: ['placement_provider'] },
  kinward: { name: 'Kinward itself', roles: ['service'] },
}

export const facilities: Terms['facilities'] = {
  'north-post-cells': { name: 'North post, cells (fictional)', libertyClass: 'closed' },
  'central-immigration-holding': { name: 'Central immigration holding (fictional)', libertyClass: 'closed' },
}

export const providers: Terms['providers'] = {
  'sun-foster-home': {
    name: 'Sun foster family (fictional)',
    licence: 'foster',
    libertyClass: 'open',
    openToNationalChildren: true,
  },
  'river-shelter': {
    name: 'River shelter (fictional)',
    licence: 'residential',
    libertyClass: 'open',
    openToNationalChildren: true,
  },
  'hill-family-network': {
    name: 'Hill family network (fictional)',
    licence: 'foster',
    libertyClass: 'open',
    openToNationalChildren: true,
  },
}
