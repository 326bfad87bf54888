import type { Principal } from '../domain/principal.ts';
import { Feed } from './feed.ts';
import type { Services } from './services.ts';

/**
 * One feed for all who see the whole list, and one for each project that somebody is confined to: whoever sees less must
 * not even hear that something happened elsewhere.
 */
export class Feeds {
  readonly #services: Services;
  readonly #feeds = new Map<string | undefined, Feed>();

  constructor(services: Services) {
    this.#services = services;
  }

  of(principal: Principal): Feed {
    const { project } = principal;
    const known = this.#feeds.get(project);
    if (known !== undefined) return known;
    const { store, callFor, observer } = this.#services;
    const visible = project === undefined ? store : callFor(undefined, principal).store;
    const feed = new Feed(visible, (at) => observer.told(at));
    this.#feeds.set(project, feed);
    return feed;
  }
}
