package org.periapsis.fits.picture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Colours from dark to bright. Viridis, inferno and cividis (CC0, the matplotlib developers) and coolwarm (Moreland 2009)
 * from 33 evenly spaced colours each.
 */
public enum ColourMap {
    GREY("000000ffffff"),
    VIRIDIS("440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d"
            + "2f6b8e2c728e297a8e26828e23898e21918c1f988b1fa08822a78528ae8032b67a"
            + "3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725"),
    INFERNO("0000040403120b0724150b37210c4a2f0a5b3d09654a0c6b57106e64156e71196e"
            + "7d1e6d8a226a972766a32c61b0315bbc3754c73e4cd24644db503be45a31eb6628"
            + "f1731df68013f98e09fb9d07fcac11fbbc21f9cb35f5db4cf2ea69f3f68afcffa4"),
    CIVIDIS("00224e00285b002e6a0533711a386f273e6e32436d3b496c434e6c4b546c535a6d"
            + "5a5f6e61656f686a716f70737676767d7c788482798c8878938e789b9476a39a74"
            + "aba072b4a76fbcae6cc4b468cdbb63d5c25edec958e7d150f0d846f9e03afee838"),
    COOLWARM("3b4cc0445acc4e68d85875e16282ea6c8ff1779af782a6fb8db0fe98b9ffa3c2fe"
            + "aec9fcb9d0f9c3d5f4ccd9edd5dbe5dddcdce5d8d1ecd3c5f1ccb8f5c4acf7ba9f"
            + "f7b093f6a586f4987af08b6eeb7d62e46e56dd5f4bd44e41ca3b37be242eb40426");

    private static final int SHADES = 256;
    private static final int DIGITS = 6;

    /** Filled by the constructor, then only read. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final int[] shades = new int[SHADES];

    ColourMap(String anchors) {
        int last = anchors.length() / DIGITS - 1;
        for (int i = 0; i < SHADES; i++) {
            double place = (double) i * last / (SHADES - 1);
            int below = Math.min(last - 1, (int) place);
            shades[i] = between(colour(anchors, below), colour(anchors, below + 1), place - below);
        }
    }

    /** By its name in lower case. */
    public static Optional<ColourMap> named(String name) {
        return Arrays.stream(values()).filter(m -> m.word().equals(name)).findFirst();
    }

    /** Its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The opaque colour {@code 0xFFRRGGBB} of a brightness from 0 to 1. */
    public int of(double brightness) {
        return shades[(int) Math.round(Math.max(0, Math.min(1, brightness)) * (SHADES - 1))];
    }

    private static int colour(String anchors, int index) {
        return Integer.parseInt(anchors.substring(index * DIGITS, (index + 1) * DIGITS), 16);
    }

    private static int between(int from, int to, double share) {
        int colour = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = (from >> shift) & 0xFF;
            int b = (to >> shift) & 0xFF;
            colour = (colour << 8) | (int) Math.round(a + share * (b - a));
        }
        return colour;
    }
}
