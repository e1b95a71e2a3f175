"""Reads every record of every topic with Confluent's own client and Avro deserializer, knowing nothing of Periapsis.

Arguments: bootstrap servers, registry URL, user, password. Prints one JSON object: records decoded by topic, and failures.
"""
import json
import sys
import time

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

bootstrap, registry, user, password = sys.argv[1:5]
consumer = Consumer({
    "bootstrap.servers": bootstrap,
    "group.id": user + "-python",
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "PLAIN",
    "sasl.username": user,
    "sasl.password": password,
    "enable.auto.commit": False,
})
decode = AvroDeserializer(SchemaRegistryClient({"url": registry}))

ends = {}
for topic, metadata in consumer.list_topics(timeout=20).topics.items():
    if topic.endswith(".v1") and "periapsis." in topic and "lease" not in topic:
        for partition in metadata.partitions:
            place = TopicPartition(topic, partition)
            low, high = consumer.get_watermark_offsets(place, timeout=20)
            if high > low:
                ends[(topic, partition)] = (low, high)
consumer.assign([TopicPartition(topic, partition, low) for (topic, partition), (low, _) in ends.items()])

decoded, failures = {}, []
remaining = {place: high for place, (_, high) in ends.items()}
deadline = time.time() + 60
looked = time.time()
while remaining and time.time() < deadline:
    message = consumer.poll(1.0)
    if time.time() > looked + 1:
        # Transaction markers take offsets that no message has: the position says how far the reader has come.
        looked = time.time()
        for (topic, partition), high in list(remaining.items()):
            if consumer.position([TopicPartition(topic, partition)])[0].offset >= high - 1:
                del remaining[(topic, partition)]
    if message is None:
        continue
    if message.error():
        failures.append(str(message.error()))
        break
    place = (message.topic(), message.partition())
    try:
        record = decode(message.value(), SerializationContext(message.topic(), MessageField.VALUE))
        assert isinstance(record, dict) and record
        decoded[message.topic()] = decoded.get(message.topic(), 0) + 1
    except Exception as e:  # every failure is reported, whatever it is
        failures.append(f"{place} {message.offset()}: {type(e).__name__}: {e}")
    if place in remaining and message.offset() + 1 >= remaining[place]:
        del remaining[place]
consumer.close()
print(json.dumps({"decoded": decoded, "failures": failures[:20], "unread": [list(p) for p in remaining]}))
