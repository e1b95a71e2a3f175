package org.periapsis.client.find;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;

/** Writes products as an IVOA VOTable 1.4, TABLEDATA, with the units, UCDs and utypes of ObsCore. Rows stream. */
final class Votable implements Rows {
    private static final String NAMESPACE = "http://www.ivoa.net/xml/VOTable/v1.3";
    private static final int FLUSH = 500;

    private final Screen screen;
    private final List<Column> columns;
    private final XMLStreamWriter xml;
    private boolean overflow;
    private int written;

    Votable(Screen screen, List<Column> columns, String service) throws IOException {
        this.screen = screen;
        this.columns = columns;
        try {
            this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(screen.raw());
            xml.writeStartDocument("UTF-8", "1.0");
            line();
            xml.writeStartElement("VOTABLE");
            xml.writeAttribute("version", "1.4");
            xml.writeDefaultNamespace(NAMESPACE);
            line();
            xml.writeStartElement("RESOURCE");
            xml.writeAttribute("type", "results");
            line();
            info("QUERY_STATUS", "OK");
            info("service", service);
            xml.writeStartElement("TABLE");
            xml.writeAttribute("name", "products");
            xml.writeAttribute("utype", "obscore:ObsDataset");
            line();
            for (Column column : columns) {
                field(column);
            }
            xml.writeStartElement("DATA");
            xml.writeStartElement("TABLEDATA");
            line();
        } catch (XMLStreamException e) {
            throw new IOException("the VOTable cannot be written", e);
        }
    }

    /** There are more products than are written. */
    void overflow() {
        overflow = true;
    }

    @Override
    public void row(Json row) throws IOException {
        try {
            xml.writeStartElement("TR");
            for (Column column : columns) {
                Optional<String> text = column.value().apply(row).map(String::valueOf);
                if (text.isEmpty()) {
                    xml.writeEmptyElement("TD");
                } else {
                    xml.writeStartElement("TD");
                    xml.writeCharacters(printable(text.get()));
                    xml.writeEndElement();
                }
            }
            xml.writeEndElement();
            line();
            if (++written % FLUSH == 0) {
                xml.flush();
                screen.flush();
            }
        } catch (XMLStreamException e) {
            throw new IOException("the VOTable cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
            line();
            if (overflow) {
                info("QUERY_STATUS", "OVERFLOW");
            }
            xml.writeEndElement();
            line();
            xml.writeEndElement();
            xml.writeEndDocument();
            line();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException("the VOTable cannot be written", e);
        }
        screen.flush();
    }

    private void field(Column column) throws XMLStreamException {
        ObsCoreColumn standard = ObsCoreColumn.standard(column.name()).orElse(null);
        String type = standard != null ? standard.type() : column.right() ? "long" : "char";
        xml.writeEmptyElement("FIELD");
        xml.writeAttribute("name", column.name());
        xml.writeAttribute("datatype", type);
        if (type.equals("char")) {
            xml.writeAttribute("arraysize", "*");
        }
        if (standard != null) {
            if (!standard.unit().isEmpty()) {
                xml.writeAttribute("unit", standard.unit());
            }
            xml.writeAttribute("ucd", standard.ucd());
            xml.writeAttribute("utype", "obscore:" + standard.utype());
        } else if (column.name().equals("size")) {
            xml.writeAttribute("unit", "byte");
            xml.writeAttribute("ucd", "phys.size;meta.file");
        }
        line();
    }

    private void info(String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("INFO");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", value);
        line();
    }

    private void line() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    /** XML 1.0 has no control characters, and a VOTable's char is ASCII. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
