// stream.mjs receive ADDRESS | send ADDRESS
//
// A thousand datagrams a second, with nobody who repeats one; until stdin ends. The receiver prints at each how many it
// saw, the sender at the end how many it sent.
import { createSocket } from 'node:dgram';
import { clearInterval, setInterval } from 'node:timers';

const [, , role, host] = process.argv;
const PORT = 7778;
const socket = createSocket('udp4');
let count = 0;

if (role === 'receive') {
  socket.on('message', () => console.log(++count));
  socket.bind(PORT, host, () => {
    socket.setRecvBufferSize(200_000);
    console.log('ready');
  });
  process.stdin.resume().once('end', () => process.exit(0));
} else {
  // what cannot be sent is as lost as what does not arrive
  socket.on('error', () => undefined);
  console.log('ready');
  const send = (sent) => socket.send('?', PORT, host, sent);
  const timer = setInterval(() => send(() => count++), 1);
  process.stdin.resume().once('end', () => {
    clearInterval(timer);
    // they are sent in order: with the last one all are
    send(() => {
      console.log(++count);
      process.exit(0);
    });
  });
}
