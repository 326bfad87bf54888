/** The messages of an event stream as they come; ends with it. */
export async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const events = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data?.startsWith('{') === true) yield JSON.parse(data);
    }
  }
}

/** The next message. */
export async function nextOf(events: AsyncGenerator<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { value, done } = await events.next();
  if (done === true) throw new Error('the stream has ended');
  return value;
}

/** The one message of an answer, whichever way it is written. */
export async function answerOf(response: Response): Promise<Record<string, unknown>> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (isStream === true) return nextOf(eventsOf(response));
  const answer: Record<string, unknown> = JSON.parse(await response.text());
  return answer;
}
