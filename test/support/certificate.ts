import { generateKeyPairSync, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** OIDs with their DER heads. */
const ECDSA_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ALT_NAMES = Buffer.from('0603551d11', 'hex');
const [INTEGER, BITS, OCTETS, UTF8, UTC, SEQUENCE, SET] = [0x02, 0x03, 0x04, 0x0c, 0x17, 0x30, 0x31];
const [VERSION_TAG, EXTENSIONS_TAG, DNS_TAG, IP_TAG] = [0xa0, 0xa3, 0x82, 0x87];

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that has signed itself, for a name or an IPv4 address. Node makes keys, but nothing that tells whose they are. */
export function newCertificate(host: string, { until = '491231235959Z' } = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, ECDSA_SHA256);
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from('test')))));
  const validity = der(SEQUENCE, der(UTC, Buffer.from('200101000000Z')), der(UTC, Buffer.from(until)));
  const alternative =
    isIP(host) === 4 ? der(IP_TAG, Buffer.from(host.split('.').map(Number))) : der(DNS_TAG, Buffer.from(host));
  const extension = der(SEQUENCE, ALT_NAMES, der(OCTETS, der(SEQUENCE, alternative)));
  const toSign = der(
    SEQUENCE,
    der(VERSION_TAG, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS_TAG, der(SEQUENCE, extension)),
  );
  const signature = der(BITS, Buffer.from([0]), sign('sha256', toSign, privateKey));
  const pem = der(SEQUENCE, toSign, algorithm, signature)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
