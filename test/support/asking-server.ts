import { CLIENT_INFO_META_KEY, Server, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { Unconfirmed } from '../../src/domain/errors.ts';
import { Group } from '../../src/domain/group.ts';
import { TaskId } from '../../src/domain/task.ts';
import { consentOn } from '../../src/mcp/consent.ts';
import { invoke } from '../../src/mcp/invoke.ts';
import type { Tool } from '../../src/tools/tool.ts';

// A program of its own: our way of asking people, under tools that may never run unasked, since no tool of ours asks yet.

const Input = z.looseObject({ task_id: TaskId });

/** A tool that removes a task when a person has agreed to that very version of it. */
const asking = (name: string): Tool => ({
  name,
  title: 'Erase a task',
  description: 'Erase a task.',
  effect: 'delete',
  command: { name, aliases: [], positionals: [] },
  input: Input,
  output: z.object({ erased: z.int() }),
  async invoke(call, args) {
    const { task_id: id } = Input.parse(args);
    await call.store.write(async (tx) => {
      const task = await tx.tasks.find(id);
      if (task === undefined) throw new Error(`there is no task ${id}`);
      const shown = `${id}.${task.version}`;
      const question = `Erase #${id}, version ${task.version}?`;
      if (call.confirmed !== shown) throw new Unconfirmed({ question, shown, next: 'Erase it by hand.' });
      await new Group(tx, call).remove(task);
    });
    return { data: { erased: id }, text: `Task #${id} erased.` };
  },
});

const TOOLS = new Map(['erase_task', 'wipe_task'].map((name) => [name, asking(name)]));
const Client = z.object({ name: z.string() });

const { services, close } = await openApp(readConfig([]));
const { observer } = services;
const key = crypto.getRandomValues(new Uint8Array(32));
process.stdin.once('end', () => void close());
serveStdio(() => {
  const server = new Server({ name: 'asking', version: '1.0.0' }, { capabilities: { tools: {} } });
  const callOf = ({ mcpReq }: ServerContext) => {
    const client = Client.safeParse(Reflect.get(mcpReq.envelope ?? {}, CLIENT_INFO_META_KEY)).data;
    return services.callFor((client ?? server.getClientVersion())?.name);
  };
  const capabilities = () => server.getClientCapabilities();
  const consentOf = consentOn({ key, actorOf: (context) => callOf(context).actor, capabilities });
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const tool = TOOLS.get(params.name);
    if (tool === undefined) throw new Error(`there is no tool ${params.name}`);
    return invoke(tool, params.arguments ?? {}, {
      call: callOf(context),
      observer,
      consent: consentOf(context, params),
    });
  });
  return server;
});
