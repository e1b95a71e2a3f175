package org.periapsis.embedded.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;
import org.apache.kafka.common.requests.SaslHandshakeResponse;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;

/**
 * Writes the end of a transaction into a partition, as its coordinator does. Kafka's admin client can write the one that aborts
 * and not the one that commits.
 */
final class TransactionMarkers implements AutoCloseable {
    private static final String CLIENT = "hanging-transactions";
    private static final int PATIENCE_MS = 30_000;
    private static final short MARKERS_VERSION = 1;
    private static final short TRANSACTION_VERSION = 1;

    private final Socket socket;
    private int correlation;

    TransactionMarkers(int port, String user, String password) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        SaslHandshakeResponse handshake = (SaslHandshakeResponse)
                ask(new SaslHandshakeRequest.Builder(new SaslHandshakeRequestData().setMechanism("PLAIN"))
                        .build((short) 1));
        require(handshake.error());
        byte[] secret = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        SaslAuthenticateResponse in = (SaslAuthenticateResponse)
                ask(new SaslAuthenticateRequest.Builder(new SaslAuthenticateRequestData().setAuthBytes(secret))
                        .build((short) 2));
        require(in.error());
    }

    /** @throws IOException when the broker does not take it */
    void write(TopicPartition partition, long producer, short epoch, int coordinatorEpoch, boolean commit)
            throws IOException {
        TxnMarkerEntry entry = new TxnMarkerEntry(
                producer,
                epoch,
                coordinatorEpoch,
                commit ? TransactionResult.COMMIT : TransactionResult.ABORT,
                List.of(partition),
                TRANSACTION_VERSION);
        WriteTxnMarkersResponse answer = (WriteTxnMarkersResponse)
                ask(new WriteTxnMarkersRequest.Builder(List.of(entry)).build(MARKERS_VERSION));
        require(answer.errorsByProducerId().get(producer).get(partition));
    }

    private AbstractResponse ask(AbstractRequest request) throws IOException {
        ApiKeys key = request.apiKey();
        RequestHeader header = new RequestHeader(key, request.version(), CLIENT, correlation++);
        ByteBuffer bytes = request.serializeWithHeader(header);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(bytes.remaining());
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }

    private static void require(Errors error) throws IOException {
        if (error != Errors.NONE) {
            throw new IOException("Kafka refuses: " + error.message(), error.exception());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
