import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './server.ts'
import { parseYaml } from './yaml.ts'

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

export interface Service {
  readonly [name: string]: unknown
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
  readonly secrets?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

export const compose = parseYaml(read('docker-compose.yml')) as unknown as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

export const services = Object.entries(compose.services)
/** Those that run Kinward. */
export const kinwards = services.filter(([, { build }]) => build === '.')

/** The services of a profile; those of none run in all. */
export const inProfile = (profile: string): string[] =>
  services.filter(([, { profiles }]) => profiles === undefined || profiles.includes(profile)).map(([name]) => name)

/** Whom a service mounts from, and where: `volume:/place` or `volume:/place:ro`. */
export const mounts = ({ volumes = [] }: Service): { from: string; to: string; mode: string }[] =>
  volumes.map((volume) => {
    const [from = '', to = '', mode = 'rw'] = volume.split(':')
    return { from, to, mode }
  })
