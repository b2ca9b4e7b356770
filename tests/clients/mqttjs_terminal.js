// A terminal made of MQTT.js: tests/it/process/clients.rs runs it as
//
//     mqttjs_terminal.js HOST PORT USER SECRET FOREIGN_USER EVENT_JSON
//
// It checks what the endpoint answers, prints a line for each thing that holds, and at the end stays connected until it is
// killed, so that its last will is heard. It exits with 1 at the first thing that does not hold.
'use strict';
const mqtt = require('mqtt');

const [host, port, user, secret, foreign, message] = process.argv.slice(2);
const topic = `wv/1/${user}/`;

function holds(condition, what) {
  if (!condition) {
    console.log(`FAILED: ${what}`);
    process.exit(1);
  }
  console.log(what);
}

// Resolves with the arguments of an event; fails when it does not come.
function next(client, event) {
  return new Promise((resolve) => {
    const late = setTimeout(() => holds(false, `no ${event}`), 20000);
    client.once(event, (...heard) => {
      clearTimeout(late);
      resolve(heard);
    });
  });
}

function connect(password) {
  const client = mqtt.connect(`mqtt://${host}:${port}`, {
    clientId: 'mqttjs',
    username: user,
    password,
    protocolVersion: 4,
    reconnectPeriod: 0,
    will: { topic: `${topic}state`, payload: '{"online":false}', qos: 1, retain: true },
  });
  client.on('error', () => {}); // awaited where it is expected
  return client;
}

async function main() {
  const wrong = connect('not the secret');
  const [error] = await next(wrong, 'error');
  holds(error.code === 4 || error.code === 5, `a wrong password is refused (${error.code})`);
  wrong.end(true);

  const terminal = connect(secret);
  await next(terminal, 'connect');
  holds(true, 'signed in');
  const heard = new Promise((done) => {
    const late = setTimeout(() => holds(false, 'no receipt'), 20000);
    terminal.on('message', (name, payload) => {
      if (name === `${topic}down/receipt`) {
        clearTimeout(late);
        done(String(payload));
      }
    });
  });
  const granted = await new Promise((done) => {
    terminal.subscribe([`${topic}down/receipt`, `${topic}down/task`], { qos: 1 }, (e, g, packet) => done(packet.granted));
  });
  holds(granted.length === 2 && granted.every((code) => code <= 1), 'own topics granted');
  for (const filter of ['#', 'wv/1/+/+/up', `$share/g/${topic}down/receipt`, `wv/1/${foreign}/down/receipt`, `${topic}up`]) {
    const codes = await new Promise((done) => {
      terminal.subscribe(filter, { qos: 1 }, (e, g, packet) => done(packet.granted));
    });
    holds(codes.length === 1 && codes[0] === 128, `${filter} gets 0x80`);
  }
  const acknowledged = await new Promise((done) => terminal.publish(`${topic}up`, message, { qos: 1 }, done));
  holds(!acknowledged, 'the event is acknowledged');
  const receipt = await heard;
  holds(receipt.includes('"contiguous":1'), `the receipt names it: ${receipt}`);
  await new Promise((done) => terminal.end(false, {}, done));

  for (const [what, to, qos] of [['another terminal\'s topic', `wv/1/${foreign}/up`, 1], ['QoS 2', `${topic}up`, 2]]) {
    const client = connect(secret);
    await next(client, 'connect');
    let answered = false;
    client.publish(to, message, { qos }, (e) => { answered = !e; });
    await next(client, 'close');
    holds(!answered, `${what} ends the connection`);
    client.end(true);
  }

  const last = connect(secret);
  await next(last, 'connect');
  await new Promise((done) => {
    last.publish(`${topic}state`, '{"online":true,"firmware":"mqttjs"}', { qos: 1, retain: true }, done);
  });
  console.log('online');
  setTimeout(() => process.exit(0), 60000);
}

main().catch((e) => holds(false, String(e)));
