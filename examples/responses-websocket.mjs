import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';

const [baseURL = 'http://localhost:8642/v1'] = process.argv.slice(2);
const apiKey = process.env.API_SERVER_KEY ?? 'none-needed';
const socket = new ResponsesWS(new OpenAI({ baseURL, apiKey }));

const turns = ['My name is Ada.', 'What is my name?'];
function ask(previous_response_id = null) {
  const input = turns.shift();
  if (input === undefined) socket.close();
  else
    socket.send({
      type: 'response.create',
      model: 'hermes-agent',
      store: false,
      input,
      previous_response_id,
    });
}

socket.on('response.output_text.delta', ({ delta }) => process.stdout.write(delta));
socket.on('response.completed', ({ response }) => {
  process.stdout.write('\n');
  ask(response.id);
});
socket.on('error', ({ message }) => {
  console.error(message);
  socket.close();
});
ask();
