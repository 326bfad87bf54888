import { z } from 'zod';
import { hostnameOf } from './http/front-door.ts';

const MAX_PORT = 65_535;
const MIN_SECRET = 32;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const trueOrFalse = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** Of a list that is written with commas. */
export const parts = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isOrigin = (text: string) => /^https?:\/\//.test(text) && URL.parse(text)?.origin === text;

/** What only `serve` needs. */
export const HTTP_SETTINGS = {
  PORT: { schema: wholeNumber(0, MAX_PORT), help: 'port of the service; 0 takes a free one (default 3000)' },
  HOST: {
    schema: z.string().refine((host) => /^[\w.:-]+$/.test(host), 'must be an address or a host name'),
    help: 'address that the service listens on (default 127.0.0.1)',
  },
  PUBLIC_URL: {
    schema: z.string().refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), 'must be an http(s) URL'),
    help: 'URL under which clients reach the service, where that is not its own address',
  },
  ALLOWED_HOSTS: {
    schema: z
      .string()
      .transform(parts)
      .refine(
        (hosts) => hosts.every((host) => hostnameOf(host) !== undefined),
        'must be host names, separated by commas',
      ),
    help: 'host names that requests may come for, besides loopback, HOST and PUBLIC_URL; separated by commas',
  },
  ALLOWED_ORIGINS: {
    schema: z
      .string()
      .transform(parts)
      .refine((origins) => origins.every(isOrigin), 'must be origins such as https://app.example, separated by commas'),
    help: 'other web pages whose scripts may use the service (CORS), as origins; separated by commas',
  },
  TRUST_PROXY: {
    schema: trueOrFalse,
    help: 'believe the last X-Forwarded-For of the proxy in front; only where nobody can go round it (default false)',
    isSwitch: true,
  },
  RATE_LIMIT: {
    schema: wholeNumber(1, 1_000_000),
    help: 'requests a second that one caller of the service may make (default 1000)',
  },
  SECRET_KEY: {
    schema: z.string().min(MIN_SECRET, `must have at least ${MIN_SECRET} characters`),
    help: 'secret that all replicas of the service share, so that each takes up what another asked a person (default: random)',
    isSecret: true,
  },
  LEGACY_SSE: {
    schema: trueOrFalse,
    help: 'also serve the HTTP+SSE of 2024, at /sse (default false)',
    isSwitch: true,
  },
} as const;

export interface HttpConfig {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  readonly rateLimit: number;
  readonly secretKey: string | undefined;
  readonly legacySse: boolean;
}

type Get = <T>(name: keyof typeof HTTP_SETTINGS, setting: { readonly schema: z.ZodType<T> }) => T | undefined;

export function readHttp(get: Get): HttpConfig {
  return {
    port: get('PORT', HTTP_SETTINGS.PORT) ?? 3_000,
    host: get('HOST', HTTP_SETTINGS.HOST) ?? '127.0.0.1',
    publicUrl: get('PUBLIC_URL', HTTP_SETTINGS.PUBLIC_URL),
    allowedHosts: get('ALLOWED_HOSTS', HTTP_SETTINGS.ALLOWED_HOSTS) ?? [],
    allowedOrigins: get('ALLOWED_ORIGINS', HTTP_SETTINGS.ALLOWED_ORIGINS) ?? [],
    trustProxy: get('TRUST_PROXY', HTTP_SETTINGS.TRUST_PROXY) ?? false,
    rateLimit: get('RATE_LIMIT', HTTP_SETTINGS.RATE_LIMIT) ?? 1_000,
    secretKey: get('SECRET_KEY', HTTP_SETTINGS.SECRET_KEY),
    legacySse: get('LEGACY_SSE', HTTP_SETTINGS.LEGACY_SSE) ?? false,
  };
}
