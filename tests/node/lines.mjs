// One JSON command a line on stdin, one JSON answer a line on stdout.
import * as readline from "node:readline";

export async function serve(commands) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { command, ...args } = JSON.parse(line);
    let answer;
    try {
      answer = { ok: true, value: await commands[command](args) };
    } catch (error) {
      const { name, code, error: told, error_description: description, message, cause } = error;
      answer = { ok: false, name, code, error: told, description, message, ...(Array.isArray(cause) && { challenges: cause }) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}
