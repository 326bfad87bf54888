/** A person in a browser: keeps cookies, signs in where asked, agrees to what is asked. Gives where that led. */
export class Person {
  readonly #login: string;
  readonly #cookies = new Map<string, string>();

  constructor(login: string) {
    this.#login = login;
  }

  /** Follows an authorization to the client's callback, which is not opened. */
  async authorize(start: URL, callback: string): Promise<URL> {
    let next = { url: start, form: undefined as URLSearchParams | undefined };
    for (let step = 0; step < 20; step++) {
      if (next.url.href.startsWith(callback)) return next.url;
      const answer = await this.#open(next.url, next.form);
      const to = answer.headers.get('location');
      if (to !== null) {
        next = { url: new URL(to, next.url), form: undefined };
        continue;
      }
      const page = await answer.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
      if (action === undefined) throw new Error(`no form in: ${page.slice(0, 500)}`);
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
      const form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: this.#login, password: 'any' }) });
      next = { url: new URL(action, next.url), form };
    }
    throw new Error('the authorization leads nowhere');
  }

  async #open(url: URL, form: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = { redirect: 'manual', headers: { cookie } } as const;
    const answer = await fetch(url, form === undefined ? request : { ...request, method: 'POST', body: form });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}
