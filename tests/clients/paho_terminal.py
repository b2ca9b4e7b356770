"""A terminal made of paho-mqtt: tests/it/process/clients.rs runs it as

    paho_terminal.py HOST PORT USER SECRET FOREIGN_USER EVENT_JSON

It checks what the endpoint answers, prints a line for each thing that holds, and at the end stays connected until it is
killed, so that its last will is heard. It exits with 1 at the first thing that does not hold.
"""

import queue
import sys
import threading
import time

import paho.mqtt.client as mqtt

host, port, user, secret, foreign, message = sys.argv[1:7]
topic = f"wv/1/{user}/"


class Terminal:
    def __init__(self, password):
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="paho", reconnect_on_failure=False)
        client.username_pw_set(user, password)
        client.will_set(topic + "state", '{"online":false}', qos=1, retain=True)
        self.heard = queue.Queue()
        client.on_connect = lambda c, u, flags, reason, p: self.heard.put(("connack", reason.value))
        client.on_disconnect = lambda c, u, flags, reason, p: self.heard.put(("gone", None))
        client.on_publish = lambda c, u, mid, reason, p: self.heard.put(("puback", mid))
        client.on_subscribe = lambda c, u, mid, reasons, p: self.heard.put(("suback", [r.value for r in reasons]))
        client.on_message = lambda c, u, m: self.heard.put(("message", (m.topic, m.payload.decode())))
        self.client = client
        client.connect(host, int(port), keepalive=30)
        client.loop_start()

    def expect(self, kind):
        """The next thing of this kind; others before it are forgotten."""
        until = time.monotonic() + 20
        while True:
            try:
                what, value = self.heard.get(timeout=max(0, until - time.monotonic()))
            except queue.Empty:
                fail(f"no {kind}")
            if what == kind:
                return value

    def end(self):
        self.client.disconnect()
        self.client.loop_stop()


def fail(why):
    print(f"FAILED: {why}", flush=True)
    sys.exit(1)


def holds(condition, what):
    if not condition:
        fail(what)
    print(what, flush=True)


wrong = Terminal("not the secret")
code = wrong.expect("connack")
holds(code in (134, 135), f"a wrong password is refused ({code})")  # MQTT 5's words for codes 4 and 5
wrong.end()

terminal = Terminal(secret)
holds(terminal.expect("connack") == 0, "signed in")
terminal.client.subscribe([(topic + "down/receipt", 1), (topic + "down/task", 1)])
holds(all(code in (0, 1) for code in terminal.expect("suback")), "own topics granted")
refused = ["#", "wv/1/+/+/up", f"$share/g/{topic}down/receipt", f"wv/1/{foreign}/down/receipt", topic + "up"]
terminal.client.subscribe([(filter, 1) for filter in refused])
codes = terminal.expect("suback")
holds(codes == [128] * len(refused), f"wildcards and foreign topics get 0x80 ({codes})")
number = terminal.client.publish(topic + "up", message, qos=1).mid
holds(terminal.expect("puback") == number, "the event is acknowledged")
name = None
while name != topic + "down/receipt":  # the task card comes as well
    name, receipt = terminal.expect("message")
holds('"contiguous":1' in receipt, f"the receipt names it: {receipt}")
terminal.end()

for what, name, qos in (("another terminal's topic", f"wv/1/{foreign}/up", 1), ("QoS 2", topic + "up", 2)):
    client = Terminal(secret)
    holds(client.expect("connack") == 0, f"signed in before {what}")
    client.client.publish(name, message, qos=qos)
    client.expect("gone")
    holds(client.heard.empty(), f"{what} ends the connection")
    client.end()

last = Terminal(secret)
last.expect("connack")
last.client.publish(topic + "state", '{"online":true,"firmware":"paho"}', qos=1, retain=True)
last.expect("puback")
print("online", flush=True)
threading.Event().wait(60)
