package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void oneHasAShareAndAllHaveTheTotal() {
        Shares shares = new Shares(5, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(shares.enter("ada")).isEmpty();
        }
        assertThat(shares.enter("ada")).hasValue(Shares.Refusal.SHARE);
        assertThat(shares.enter("bob")).isEmpty();
        assertThat(shares.enter("bob")).isEmpty();
        assertThat(shares.enter("eve")).hasValue(Shares.Refusal.FULL);
        shares.leave("ada");
        assertThat(shares.enter("eve")).isEmpty();
        assertThat(shares.taken()).isEqualTo(5);
        assertThatThrownBy(() -> shares.leave("nobody")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bodiesOfOneCallerLeaveHalfUnlessItIsASingleOne() {
        BodyBudget budget = new BodyBudget(100);
        BodyBudget.Part single = budget.part("ada");
        assertThat(single.take(90)).isEmpty();
        assertThat(budget.part("bob").take(20)).hasValue(Shares.Refusal.FULL);
        single.close();
        single.close();
        assertThat(budget.taken()).isZero();
        BodyBudget.Part one = budget.part("ada");
        BodyBudget.Part two = budget.part("ada");
        assertThat(one.take(40)).isEmpty();
        assertThat(two.take(20)).hasValue(Shares.Refusal.SHARE);
        assertThat(budget.part("eve").take(50)).isEmpty();
        assertThat(one.take(1)).isEmpty();
    }

    @Test
    void framesEndWhereTheyEndHoweverTheirBytesCome() {
        byte[] frames = new byte[3 + 2 + 4 + 300 + 10 + 70_000];
        // Two bytes of text, 300 bytes with a length of two bytes, 70,000 with one of eight.
        frames[0] = (byte) 0x81;
        frames[1] = 1;
        frames[3] = (byte) 0x82;
        frames[4] = 126;
        frames[5] = 300 >> 8;
        frames[6] = (byte) 300;
        int third = 3 + 4 + 300;
        frames[third] = (byte) 0x82;
        frames[third + 1] = 127;
        frames[third + 7] = 1;
        frames[third + 8] = (byte) (70_000 >> 8);
        frames[third + 9] = (byte) 70_000;
        int end = third + 10 + 70_000;
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            FrameEdges edges = new FrameEdges();
            int at = 0;
            while (at < end) {
                int n = Math.min(end - at, 1 + random.nextInt(round < 10 ? 5 : 5_000));
                edges.passed(Unpooled.wrappedBuffer(frames, at, n));
                at += n;
                assertThat(edges.between()).as("at " + at).isEqualTo(at == 3 || at == third || at == end);
            }
        }
    }
}
