package io.libmfa

import io.libmfa.bridge.qrModules
import io.libmfa.bridge.qrSvg
import io.libmfa.bridge.qrText

/** The QR code of a text. The text of a setup URI holds its secret, and so does the picture. */
public class QrCode private constructor(
    private val text: String,
    /** How many modules there are to a side, without the quiet zone. */
    public val side: Int,
    private val modules: ByteArray,
) {
    /** Whether a module is dark, from the upper left; what is outside is light, as the quiet zone is. */
    public fun isDark(x: Int, y: Int): Boolean =
        x in 0 until side && y in 0 until side && modules[y * side + x] != 0.toByte()

    /** An SVG picture, with the quiet zone of four modules. */
    public fun toSvg(): String = crossing { qrSvg(text) }

    /**
     * Half blocks for a terminal, with the quiet zone.
     *
     * @param darkOnLight whether the terminal shows dark characters on a light ground
     */
    @JvmOverloads
    public fun toText(darkOnLight: Boolean = false): String = crossing { qrText(text, darkOnLight) }

    /** Says nothing of the text. */
    override fun toString(): String = "QrCode($side x $side)"

    public companion object {
        /**
         * The QR code of a text.
         *
         * @throws MfaException.Qr if it is longer than a QR code holds
         */
        @JvmStatic
        public fun of(text: String): QrCode {
            val drawn = crossing { qrModules(text) }
            return QrCode(text, drawn.side.toInt(), drawn.modules)
        }
    }
}
