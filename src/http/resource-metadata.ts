import { SCOPES } from '../domain/principal.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Where clients look for the metadata of the resource: at its own path (RFC 9728, section 3.1), then at the root. */
export function metadataPaths(resource: string): string[] {
  return [pathOf(resource), WELL_KNOWN];
}

export function metadataUrl(resource: string): string {
  return new URL(pathOf(resource), resource).href;
}

function pathOf(resource: string): string {
  return `${WELL_KNOWN}${new URL(resource).pathname.replace(/\/$/, '')}`;
}

/** Who issues tokens for the resource, and for what; 404 where nobody does. Any page may read it. */
export function metadataResponse(resource: string, issuer: string | undefined): Response {
  if (issuer === undefined) return Response.json({ error: 'not_found' }, { status: 404 });
  const metadata = {
    resource,
    authorization_servers: [issuer],
    // Nobody should ask for tasks:admin by default.
    scopes_supported: SCOPES.filter((scope) => scope !== 'tasks:admin'),
    bearer_methods_supported: ['header'],
    resource_name: 'Task Manager',
  };
  return Response.json(metadata, {
    headers: { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' },
  });
}
