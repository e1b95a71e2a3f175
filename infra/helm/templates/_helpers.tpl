{{/* Labels that select the pods of one service: instance is indexer, ingest-esac, ... */}}
{{- define "periapsis.selector" -}}
app.kubernetes.io/name: periapsis
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "periapsis.labels" -}}
{{ include "periapsis.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* Name of a service's objects, and so its host name. */}}
{{- define "periapsis.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "periapsis.url" -}}
http://{{ include "periapsis.fullname" . }}:8080
{{- end }}

{{- define "periapsis.image" -}}
{{ .root.Values.image.registry }}periapsis/{{ .image }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* Settings of every service: the log, the registry, the issuer; and of those that have a view or objects. */}}
{{- define "periapsis.properties" -}}
{{- $v := .root.Values -}}
http.host=0.0.0.0
http.port=8080
# Longer than a readiness probe takes to fail and a balancer to hear of it: no preStop is needed.
drain.notice=PT12S
drain.patience=PT30S
issuer.name={{ $v.issuer.name }}
{{- if ne .name "portal" }}
# Whoever is not signed in is an address: the portal's word for whose.
http.proxies={{ join "," $v.podNetworks }}
{{- end }}
kafka.bootstrap={{ $v.kafka.bootstrap }}
kafka.prefix={{ $v.kafka.prefix }}
kafka.tls={{ $v.kafka.tls }}
{{- if $v.kafka.authorities }}
kafka.authorities=/etc/periapsis-authorities/ca.crt
{{- end }}
kafka.mechanism={{ $v.kafka.mechanism }}
{{- if $v.kafka.secret }}
kafka.user={{ .account }}
{{- end }}
registry.url={{ $v.registry.url }}
{{- if .view }}
postgres.host={{ $v.postgres.host }}
postgres.port={{ $v.postgres.port }}
postgres.database={{ $v.postgres.database }}
postgres.user={{ .account | replace "-" "_" }}
{{- end }}
{{- if .objects }}
s3.endpoint={{ $v.s3.endpoint }}
s3.region={{ $v.s3.region }}
s3.user={{ .account }}
{{- end }}
{{- end }}

{{- define "periapsis.secret" -}}
- name: {{ .variable }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }} } }
{{- end }}

{{- define "periapsis.environment" -}}
{{- $v := .root.Values -}}
- { name: PERIAPSIS_CONFIG, value: /etc/periapsis/service.properties }
- { name: JAVA_TOOL_OPTIONS, value: "-XX:MaxRAMPercentage={{ .heap | default 70 }} -XX:+ExitOnOutOfMemoryError" }
{{ include "periapsis.secret" (dict "variable" "PERIAPSIS_ISSUER_KEY" "secret" $v.issuer.secret "key" "issuer.pub.pem") }}
{{- if $v.kafka.secret }}
{{ include "periapsis.secret" (dict "variable" "PERIAPSIS_KAFKA_PASSWORD" "secret" $v.kafka.secret "key" .account) }}
{{- end }}
{{- if .view }}
{{ include "periapsis.secret" (dict "variable" "PERIAPSIS_POSTGRES_PASSWORD" "secret" $v.postgres.secret "key" .account) }}
{{- end }}
{{- if .objects }}
{{ include "periapsis.secret" (dict "variable" "PERIAPSIS_S3_SECRET" "secret" $v.s3.secret "key" .account) }}
{{- end }}
{{- range $variable, $key := .keys }}
{{ include "periapsis.secret" (dict "variable" $variable "secret" $v.issuer.secret "key" $key) }}
{{- end }}
{{- end }}

{{/* The pod of a service. */}}
{{- define "periapsis.pod" -}}
metadata:
  labels:
    {{- include "periapsis.labels" . | nindent 4 }}
  annotations:
    # A change of its settings starts it anew.
    checksum/settings: {{ .properties | sha256sum }}
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ eq .name "portal" | ternary "9090" "8080" | quote }}
    prometheus.io/path: /metrics
spec:
  # Their variables are named PERIAPSIS_..., which services take for settings.
  enableServiceLinks: false
  automountServiceAccountToken: false
  # drain.notice and drain.patience, and half a minute for the rest.
  terminationGracePeriodSeconds: 80
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not .rooted }}
  securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: { type: RuntimeDefault } }
  {{- end }}
  {{- if gt (int .replicas) 1 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "periapsis.selector" . | nindent 10 }}
  {{- end }}
  containers:
    - name: {{ .image }}
      image: {{ include "periapsis.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      {{- with .command }}
      command: {{ toJson . }}
      {{- end }}
      env:
        {{- include "periapsis.environment" . | nindent 8 }}
      ports:
        - { name: http, containerPort: 8080 }
        {{- if eq .name "portal" }}
        - { name: metrics, containerPort: 9090 }
        {{- end }}
      startupProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 2
        failureThreshold: 90
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /health/ready, port: http }
        periodSeconds: 2
        failureThreshold: 2
        timeoutSeconds: 5
      resources:
        {{- toYaml .resources | nindent 8 }}
      {{- if .rooted }}
      securityContext: { privileged: true, runAsUser: 0 }
      {{- else }}
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
      {{- end }}
      volumeMounts:
        - { name: settings, mountPath: /etc/periapsis, readOnly: true }
        - { name: tmp, mountPath: /tmp }
        {{- if .root.Values.kafka.authorities }}
        - { name: authorities, mountPath: /etc/periapsis-authorities, readOnly: true }
        {{- end }}
        {{- if .data }}
        - { name: data, mountPath: /var/lib/periapsis }
        {{- end }}
  volumes:
    - name: settings
      configMap: { name: {{ include "periapsis.fullname" . }} }
    - name: tmp
      emptyDir: {}
    {{- with .root.Values.kafka.authorities }}
    - name: authorities
      secret: { secretName: {{ . }}, items: [{ key: ca.crt, path: ca.crt }] }
    {{- end }}
{{- end }}

{{/* Settings, address and disruption budget of a service. */}}
{{- define "periapsis.around" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "periapsis.fullname" . }}
  labels:
    {{- include "periapsis.labels" . | nindent 4 }}
data:
  service.properties: |
    {{- .properties | nindent 4 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "periapsis.fullname" . }}
  labels:
    {{- include "periapsis.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "periapsis.selector" . | nindent 4 }}
  ports:
    - { name: http, port: 8080, targetPort: http }
{{- if gt (int .replicas) 1 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "periapsis.fullname" . }}
  labels:
    {{- include "periapsis.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "periapsis.selector" . | nindent 6 }}
{{- end }}
{{- end }}

{{/* A service without a disk. */}}
{{- define "periapsis.deployment" -}}
{{ include "periapsis.around" . }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "periapsis.fullname" . }}
  labels:
    {{- include "periapsis.labels" . | nindent 4 }}
spec:
  replicas: {{ .replicas }}
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels:
      {{- include "periapsis.selector" . | nindent 6 }}
  template:
    {{- include "periapsis.pod" . | nindent 4 }}
{{- end }}

{{/* Settings of one's own go last: of two lines with one key the last holds. */}}
{{- define "periapsis.own" -}}
{{- range $key, $value := . }}
{{ $key }}={{ $value }}
{{- end }}
{{- end }}
