// Creates a self-signed certificate for 127.0.0.1 at test time, so that the repository contains no key and no program is
// needed. Writes DER directly; see RFC 5280, section 4.1.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const tagged = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Uint8Array[]) => tagged(0x30, ...parts)
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'))
const yes = tagged(0x01, Buffer.from([0xff]))

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const nameOf = (commonName: string) =>
  sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(commonName)))))
const timeOf = (at: Date) => tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`))

/** `id-ce-basicConstraints` and `id-ce-subjectAltName`. */
const extensions = tagged(
  0xa3,
  sequence(
    sequence(oid('551d13'), yes, tagged(0x04, sequence(yes))),
    sequence(oid('551d11'), tagged(0x04, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1]))))),
  ),
)

const pem = (label: string, der: Buffer) =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`

export function makeCertificate(commonName: string): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const dayMs = 86_400_000
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(commonName),
    sequence(timeOf(new Date(Date.now() - dayMs)), timeOf(new Date(Date.now() + dayMs))),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    cert: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
