package org.periapsis.fits.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {

    @Test
    void theTopRowComesFirstAndBlankPixelsAreTransparent() throws IOException {
        Picture picture = new Picture(2, 2, new float[] {Float.NaN, 0, 10, 5});

        byte[] png = picture.png(new Limits(0, 10), Stretch.LINEAR, ColourMap.GREY);

        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFF808080);
        assertThat(image.getRGB(0, 1) >>> 24).isZero();
        assertThat(image.getRGB(1, 1)).isEqualTo(0xFF000000);
    }

    @Test
    void shrinkingTakesTheMeanOfTheFinitePixels() {
        Shrinking shrinking = new Shrinking(5, 3, 3);
        shrinking.accept(new float[] {1, 3, 10, Float.NaN, 7}, 5);
        shrinking.accept(new float[] {5, 7, Float.NaN, Float.NaN, 9}, 5);
        shrinking.accept(new float[] {2, 4, Float.NaN, Float.NaN, 6}, 5);

        Picture small = shrinking.picture();

        assertThat(small.width()).isEqualTo(3);
        assertThat(small.height()).isEqualTo(2);
        assertThat(small.values()).containsExactly(4, 10, 8, 3, Float.NaN, 6);
    }

    @Test
    void storedIntegersBecomePhysicalValuesAndBlankOnesNone() {
        PixelFormat unsigned = new PixelFormat(16, 1, 32768, OptionalLong.of(-32768));
        ByteBuffer stored = ByteBuffer.allocate(6)
                .putShort((short) -32767)
                .putShort((short) -32768)
                .putShort((short) 0);
        float[] values = new float[3];

        unsigned.decode(stored.flip(), 3, values, 0);

        assertThat(values).containsExactly(1, Float.NaN, 32768);
    }

    @Test
    void aColourMapRunsFromItsFirstColourToItsLast() {
        assertThat(ColourMap.VIRIDIS.of(0)).isEqualTo(0xFF440154);
        assertThat(ColourMap.VIRIDIS.of(1)).isEqualTo(0xFFFDE725);
        assertThat(ColourMap.GREY.of(0.5)).isEqualTo(0xFF808080);
        assertThat(ColourMap.named("coolwarm")).contains(ColourMap.COOLWARM);
    }
}
