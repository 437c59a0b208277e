// talk.mjs listen ADDRESS | connect ADDRESS
//
// Two that say something to each other ten times a second, over TCP; until stdin ends.
import { connect, createServer } from 'node:net';
import { setInterval } from 'node:timers';

const [, , role, host] = process.argv;
const PORT = 7777;

process.stdin.resume().once('end', () => process.exit(0));
if (role === 'listen') {
  // who talks may end in the middle of it
  const echo = (socket) => socket.on('error', () => socket.destroy()).pipe(socket);
  createServer(echo).listen(PORT, host, () => console.log('ready'));
} else {
  const socket = connect(PORT, host, () => console.log('ready'));
  socket.resume();
  setInterval(() => socket.write('?'), 100);
}
