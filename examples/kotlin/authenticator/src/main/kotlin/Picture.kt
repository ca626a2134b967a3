package io.libmfa.examples.authenticator

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.NotFoundException
import com.google.zxing.ReaderException
import com.google.zxing.client.j2se.BufferedImageLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import java.awt.image.BufferedImage
import java.io.File
import java.io.IOException
import java.nio.file.Path
import javax.imageio.ImageIO

private const val LONGEST_SIDE = 10_000

/** The text of the QR code in a picture. */
fun qrCodeIn(path: Path): String {
    val image = opened(path.toFile())
    val bitmap = BinaryBitmap(HybridBinarizer(BufferedImageLuminanceSource(image)))
    val hints = mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE))
    return try {
        QRCodeReader().decode(bitmap, hints).text
    } catch (_: NotFoundException) {
        throw Refused("no QR code was found in $path")
    } catch (_: ReaderException) {
        throw Refused("the QR code in $path cannot be read")
    }
}

/** A picture of a size that fits into memory; what it says of its size is looked at first. */
private fun opened(file: File): BufferedImage {
    if (!file.isFile) throw Refused("there is no file $file")
    return try {
        ImageIO.createImageInputStream(file).use { stream ->
            val reader = ImageIO.getImageReaders(stream).asSequence().firstOrNull()
                ?: throw Refused("$file is no picture of a kind that is known: take PNG, JPEG, GIF or BMP")
            reader.input = stream
            if (reader.getWidth(0) > LONGEST_SIDE || reader.getHeight(0) > LONGEST_SIDE) {
                throw Refused("$file is larger than $LONGEST_SIDE by $LONGEST_SIDE: cut the QR code out")
            }
            reader.read(0)
        }
    } catch (error: IOException) {
        throw Refused("$file is no picture that can be read: ${error.message}")
    }
}
