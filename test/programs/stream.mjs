// stream.mjs receive ADDRESS | send ADDRESS
//
// A thousand datagrams a second, with nobody who repeats one; until stdin ends. Each prints how many it saw, every hundred
// and at the end.
import { createSocket } from 'node:dgram';
import { setInterval } from 'node:timers';

const [, , role, host] = process.argv;
const PORT = 7778;
const socket = createSocket('udp4');
let count = 0;

process.stdin.resume().once('end', () => {
  console.log(count);
  process.exit(0);
});
if (role === 'receive') {
  socket.on('message', () => {
    count++;
    if (count % 100 === 0) console.log(count);
  });
  socket.bind(PORT, host, () => {
    socket.setRecvBufferSize(200_000);
    console.log('ready');
  });
} else {
  // what cannot be sent is as lost as what does not arrive
  socket.on('error', () => undefined);
  console.log('ready');
  setInterval(() => socket.send('?', PORT, host, () => count++), 1);
}
