import type { Session } from './session.ts';

/** What a prompt says to the model. */
export async function promptText({ client }: Session, name: string, args?: Record<string, string>): Promise<string> {
  const { messages } = await client.getPrompt(args === undefined ? { name } : { name, arguments: args });
  const [message] = messages;
  if (messages.length !== 1 || message?.role !== 'user' || message.content.type !== 'text')
    throw new Error(`${name} should be one text of the user`);
  return message.content.text;
}
