"""Celery's Redis transport, whose worker goes on after Redis died while it acknowledged.

Kombu forgets to free the place of a message that could not be acknowledged. A worker with one
place then asks for no more messages, and so never notices that its connection is gone: it stood
still until somebody started it again, however long Redis was back.
"""

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except self.channel.connection.connection_errors:
            # The message stays in Redis and comes again; its place here is free.
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel
